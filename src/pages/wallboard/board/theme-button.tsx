import { useEffect, useState } from 'react';

const themes = ['auto', 'dark', 'light'] as const;
type Theme = (typeof themes)[number];

const key = 'wallboard.theme';
const signs: Readonly<Record<Theme, string>> = { auto: '◐', dark: '☾', light: '☀' };

/** Dark, light, or as the system has it; kept by the browser. */
export function ThemeButton() {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    localStorage.setItem(key, theme);
  }, [theme]);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
  return (
    <button
      type="button"
      className="tool"
      title={`Colours: ${theme}`}
      aria-label={`Colours: ${theme}. Change to ${next}`}
      onClick={() => setTheme(next)}
    >
      {signs[theme]}
    </button>
  );
}

function readTheme(): Theme {
  const kept = localStorage.getItem(key);
  return themes.find((theme) => theme === kept) ?? 'auto';
}
