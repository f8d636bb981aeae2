import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Session } from './session/session.ts';

const session = new Session();
void session.resume();

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element #page.');
createRoot(page).render(
  <StrictMode>
    <App session={session} />
  </StrictMode>,
);
