FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY schema ./schema
COPY src ./src
RUN npm run build:program && npm run build:playground

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# typescript is an optional peer dependency that isn't needed.
RUN npm ci --omit=dev --omit=optional

FROM node:24-slim
# HOST and PORT override a settings file, so that the port below is the one that is served.
# Other machines can reach it, so it starts only with AUTH_API_KEY_SHA256, or with a file that has auth.
# Without a provider it starts only with SANDBOX=true, which serves made-up data.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
# Keeps memory below 300 MB when reading a million calls, on a machine of any size.
ENV NODE_OPTIONS="--max-old-space-size=512 --max-semi-space-size=16"
# Returns memory to the system after a burst: by default, glibc keeps up to 64 MB in each of sixteen arenas.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072 MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
# The bundle loads libphonenumber-js from there, which also has the licences of everything in the bundle.
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY schema ./schema
# For a volume with an archive in SQLite: a named volume has the owner and mode of the folder at which it is mounted.
RUN install -d -o node -g node -m 700 /var/lib/switchboard
USER node
EXPOSE 4000
# Without an agent, because NODE_USE_ENV_PROXY gives the usual one a proxy.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "require('node:http').get({ host: '127.0.0.1', port: process.env.PORT, path: '/health/live', agent: false }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
# `docker run switchboard doctor` and the other commands replace serve.
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
