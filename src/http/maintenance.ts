// The port of what an administrator does to the whole server: backup, restore, and a new master key.

export interface Maintenance {
  /** Writes the database of one moment to a new file of its own, which the caller removes; answers its path. */
  backUp(): Promise<string>;
  /** Where an upload may be kept until it is restored; the caller removes it. */
  stagingFile(): string;
  /**
   * Serves the backup in a file from now on; runs stop meanwhile and go on afterwards. Answers the name under which the old
   * database stays. Throws `backup.…`; whatever is thrown, the database stays as it was.
   */
  restore(file: string): Promise<string>;
  /** Seals every stored secret with a new master key; answers how many. Throws `master_key.in_environment`, `secret.unreadable`. */
  rotateKeys(): Promise<number>;
}
