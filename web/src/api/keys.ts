// Under which keys answers are kept, so that an event knows which of them it outdates.

export const keys = {
  /** Everything that a run or a task may have changed of assets: searches, counts, an asset, its history, the dashboard. */
  inventory: ["inventory"],
  assets: ["inventory", "assets"],
  asset: (id: number) => ["inventory", "asset", id],
  assetChanges: ["inventory", "changes"],
  connectors: ["connectors"],
  connections: ["connections"],
  connection: (id: number) => ["connections", id],
  runs: ["runs"],
  run: (id: number) => ["run", id],
  /** By connection: it has one run under way at most. */
  runProgress: (connectionId: number) => ["run-progress", connectionId],
  log: ["log"],
  tags: ["tags"],
  latestTasks: ["inventory-tasks", "latest"],
  task: (id: number) => ["inventory-tasks", id],
  savedQueries: ["saved-queries"],
  recentQueries: ["recent-queries"],
  users: ["users"],
  tokens: ["tokens"],
  auditEntries: ["audit-entries"],
} as const;
