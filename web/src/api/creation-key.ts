// The key that makes a repeated creation harmless: the same for the same content, another once that has changed.

import { useRef } from "react";

/** `crypto.randomUUID` is missing where the console is reached in plain HTTP by another name than the machine's own. */
const newKey = (): string => crypto.getRandomValues(new Uint32Array(6)).join("-");

/** Answers the key under which the content is sent. */
export function useCreationKey(): (content: object) => string {
  const last = useRef({ text: "", key: "" });
  return (content) => {
    const text = JSON.stringify(content);
    if (text !== last.current.text) last.current = { text, key: newKey() };
    return last.current.key;
  };
}
