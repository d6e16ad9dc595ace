// Reads the operations of an OpenAPI document.

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: unknown;
  readonly responses: Readonly<Record<string, Content>>;
  readonly "x-rollcall-role": string;
}

export interface OpenapiDocument {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

export interface ListedOperation {
  readonly operationId: string;
  readonly method: string;
  /** With `{name}` for each parameter. */
  readonly path: string;
  readonly role: string;
  readonly operation: Operation;
}

export function listOperations(document: OpenapiDocument): readonly ListedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      path,
      role: operation["x-rollcall-role"],
      operation,
    })),
  );
}
