// A name for one creation, by which a repetition of it makes nothing twice.

import { useRef } from "react";

/** `crypto.randomUUID` is not there where the page came without TLS from another machine. */
export const newIdempotencyKey = (): string => crypto.getRandomValues(new Uint32Array(6)).join("-");

/** Answers the key under which the content is sent: the same for the same content, another once that has changed. */
export function useCreationKey(): (content: object) => string {
  const last = useRef({ text: "", key: "" });
  return (content) => {
    const text = JSON.stringify(content);
    if (text !== last.current.text) last.current = { text, key: newIdempotencyKey() };
    return last.current.key;
  };
}
