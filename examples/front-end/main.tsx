import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { apolloClient } from './apollo-client.ts';
import { App } from './app.tsx';
import './styles.css';

const container = document.getElementById('app');
if (container === null) throw new Error('index.html has no #app.');

createRoot(container).render(
  <StrictMode>
    <ApolloProvider client={apolloClient()}>
      <App />
    </ApolloProvider>
  </StrictMode>,
);
