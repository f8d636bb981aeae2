import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const element = document.getElementById('page');
if (element !== null) createRoot(element).render(<App />);
