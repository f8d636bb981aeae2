import { useEffect } from 'react';

/**
 * Keeps the screen on while the page is shown, where the browser lets pages do so: over HTTPS, and
 * not on a low battery.
 */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const request = async (): Promise<void> => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      lock = await navigator.wakeLock.request('screen').catch(() => undefined); // The screen goes off, then.
    };
    void request();
    // The browser releases it whenever the page is hidden.
    const onVisibilityChange = (): void => void request();
    document.addEventListener('visibilitychange', onVisibilityChange);
    return () => {
      document.removeEventListener('visibilitychange', onVisibilityChange);
      void lock?.release();
    };
  }, []);
}
