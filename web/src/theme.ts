// How the console looks: one accent, the system's own letters, in light and dark.

import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, Modal } from "@mantine/core";

const teal: MantineColorsTuple = [
  "#e6f8f6",
  "#d3efec",
  "#a5dfd9",
  "#74cec5",
  "#4dc0b4",
  "#2fa99d",
  "#16877e",
  "#0b6e6e",
  "#075b5a",
  "#034746",
];

export const theme = createTheme({
  colors: { rollcall: teal },
  primaryColor: "rollcall",
  // Both have enough contrast with the text on them.
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  respectReducedMotion: true,
  defaultRadius: "sm",
  cursorType: "pointer",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', 'DejaVu Sans Mono', monospace",
  components: {
    Modal: Modal.extend({
      // A dialog's head is no second banner of the page.
      defaultProps: { attributes: { header: { role: "none" } } },
      styles: { title: { fontWeight: 650 } },
    }),
  },
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.15rem" } } },
});

/** Soft text and what is wrong with a field have enough contrast on every ground of ours. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": colors.gray[7],
    "--mantine-color-placeholder": colors.gray[6],
    "--mantine-color-error": colors.red[9],
  },
  dark: {
    "--mantine-color-dimmed": colors.dark[1],
    "--mantine-color-placeholder": colors.dark[2],
    "--mantine-color-error": colors.red[4],
  },
});
