// SQLite as Kysely speaks to it, but for two things: a schema changes within a transaction, and one begins with its lock.

import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from "kysely";

/**
 * Kysely holds that SQLite cannot, and would make each table of a migration by itself. SQLite can: a CREATE or an ALTER is
 * rolled back like any write (sqlite.org/lang_transaction.html makes no exception for them).
 */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * A transaction that reads first and writes later is refused when somebody else has written meanwhile, and no waiting helps
 * (sqlite.org/lang_transaction.html#immediate). All of ours write, so they take the lock when they begin, and wait for it.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}

/** A process that ends in the middle of a migration leaves the schema as it was before it. */
export class TransactionalSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config);
  }
}
