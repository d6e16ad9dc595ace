// Whether the session has ended while somebody was at work: the shell asks for a sign-in then, over the page as it is.

export interface SessionEnd {
  announce(): void;
  /** Somebody is signed in again. */
  mend(): void;
  subscribe(listener: () => void): () => void;
  readonly isEnded: () => boolean;
}

function createSessionEnd(): SessionEnd {
  const listeners = new Set<() => void>();
  let isEnded = false;
  const become = (ended: boolean): void => {
    if (isEnded === ended) return;
    isEnded = ended;
    for (const listener of listeners) listener();
  };
  return {
    announce: () => become(true),
    mend: () => become(false),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isEnded: () => isEnded,
  };
}

export const sessionEnd = createSessionEnd();
