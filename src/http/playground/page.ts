import type { Bundle } from './assets.js';
import type { Sample } from './samples.js';

const ICON = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><g fill="none" stroke="#d60590" stroke-width="2">' +
    '<path d="M4 4c4 0 4 8 8 8M12 4c-4 0-4 8-8 8"/></g></svg>',
);

/**
 * The playground's HTML. Its addresses are relative, so that it works at `/`, at `/graphql` and below a proxy's prefix.
 * It contains the samples and the workers' addresses as JSON, which the Content-Security-Policy allows.
 */
export function playgroundPage(bundle: Bundle, samples: readonly Sample[]): string {
  const workers = Object.fromEntries(
    Object.entries(bundle.workers).map(([label, name]) => [label, `playground/${name}`]),
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Switchboard</title>
    <link rel="icon" type="image/svg+xml" href="data:image/svg+xml,${ICON}">
    <link rel="stylesheet" href="playground/${bundle.style}">
    <script type="application/json" id="playground-data">${scriptJson({ samples, workers })}</script>
    <script type="module" src="playground/${bundle.script}"></script>
  </head>
  <body>
    <div id="playground"></div>
    <noscript>The playground requires JavaScript. Without it, send POST requests to /graphql.</noscript>
  </body>
</html>
`;
}

/** JSON that can't end the script element around it. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
