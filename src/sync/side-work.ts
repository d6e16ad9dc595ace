// Work beside the runs, since it may take minutes: one at a time of its kind, and once more where it was asked for meanwhile.

export interface SideWorkOptions {
  /** Whether anything failed that may work again; throws likewise. */
  readonly work: () => Promise<boolean>;
  readonly isStopped: () => boolean;
  readonly onTrouble: (error: unknown) => void;
  /** What failed is to be tried again a little later. */
  readonly onRetry: () => void;
}

export class SideWork {
  readonly #options: SideWorkOptions;
  #isWanted = false;
  #working: Promise<void> | null = null;

  constructor(options: SideWorkOptions) {
    this.#options = options;
  }

  wake(): void {
    this.#isWanted = true;
    this.#working ??= this.#workAll();
  }

  /** Resolves when nothing of it is under way. */
  async ended(): Promise<void> {
    await this.#working;
  }

  async #workAll(): Promise<void> {
    const { work, isStopped, onTrouble, onRetry } = this.#options;
    while (this.#isWanted && !isStopped()) {
      this.#isWanted = false;
      try {
        if (await work()) onRetry();
      } catch (error) {
        onTrouble(error);
        onRetry();
      }
    }
    // In the same breath as the last look at what is wanted: whoever asks from now on begins anew.
    this.#working = null;
  }
}
