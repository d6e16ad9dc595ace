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
  /**
   * Makes a new master key, where the keys are in a file, and seals with the current key every stored secret that another one has
   * sealed; answers how many. Throws `secret.key_unknown`, `secret.unreadable`.
   */
  rotateKeys(): Promise<number>;
}
