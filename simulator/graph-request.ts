// A request to the Graph host, what its headers ask for, and the form of an answer.

export interface GraphRequest {
  readonly method: string;
  readonly url: URL;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** An answer whose body is one text, as every one of Graph's is. */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Advanced queries go to an index store of eventual consistency, and have to say so (aad-advanced-queries). */
export function isEventual({ headers }: GraphRequest): boolean {
  return headers.consistencylevel?.toLowerCase() === "eventual";
}
