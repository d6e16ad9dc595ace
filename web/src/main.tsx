// Begins the console in the page that the server gave out.

import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./console.css";
import "./contrast.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Console } from "./console.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no place for the console.");
createRoot(root).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
