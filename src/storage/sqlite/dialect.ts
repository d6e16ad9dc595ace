// SQLite as Kysely speaks to it, but for one thing: a schema changes within a transaction.

import { SqliteAdapter, SqliteDialect } from "kysely";

/**
 * Kysely holds that SQLite cannot, and would make each table of a migration by itself. SQLite can: a CREATE or an ALTER is
 * rolled back like any write (sqlite.org/lang_transaction.html makes no exception for them).
 */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** A process that ends in the middle of a migration leaves the schema as it was before it. */
export class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}
