import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { newQueryClient } from './api/queries';
import { session } from './api/session';
import { routes } from './routes';
import './styles/app.css';
import { TipProvider } from './ui/Tip';

const client = newQueryClient();
// Nothing that one person has seen stays in memory for the next.
session.subscribe(() => {
  if (session.state() === 'out') {
    client.clear();
  }
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <TipProvider delayDuration={250}>
          <RouterProvider router={createBrowserRouter(routes)} />
        </TipProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
