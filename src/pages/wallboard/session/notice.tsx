import type { ReactNode } from 'react';
import { Mark } from './login-form.tsx';

/** Why there is neither a login nor a board. */
export function Notice({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="entrance">
      <div className="login" role="alert">
        <Mark />
        <h1>{title}</h1>
        <p>{children}</p>
      </div>
    </main>
  );
}
