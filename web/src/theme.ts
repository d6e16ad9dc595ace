// How the console looks: one accent, the system's own letters, in light and dark.

import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Modal,
  Notification,
} from "@mantine/core";

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
    // Of dialogs and messages, which give theirs no name.
    CloseButton: { defaultProps: { "aria-label": "Close" } },
    Notification: Notification.extend({
      styles: { description: { color: "var(--mantine-color-dimmed)" } },
    }),
    // A dialog's head is no second banner of the page.
    Modal: Modal.extend({
      defaultProps: { attributes: { header: { role: "none" } } },
      styles: { title: { fontWeight: 650 } },
    }),
    Drawer: {
      defaultProps: { attributes: { header: { role: "none" } } },
      styles: { title: { fontWeight: 650 } },
    },
    // Nothing but its entries is in a menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.15rem" } } },
});

/** Of buttons that remove, under white words. */
const filled = { "--mantine-color-red-filled": "#c92a2a", "--mantine-color-red-filled-hover": "#b02020" };

/** Soft text, what is wrong, and coloured words have enough contrast on every ground of ours. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    ...filled,
    "--mantine-color-dimmed": colors.gray[7],
    "--mantine-color-placeholder": "#68707a",
    "--mantine-color-error": colors.red[9],
    // On their own light grounds, as badges and alerts have them.
    "--mantine-color-orange-light-color": "#a33a08",
    "--mantine-color-yellow-light-color": "#7a4a00",
    "--mantine-color-green-light-color": "#1f6b2e",
    "--mantine-color-red-light-color": "#b02020",
  },
  dark: {
    ...filled,
    "--mantine-color-dimmed": colors.dark[1],
    "--mantine-color-placeholder": "#9a9a9a",
    "--mantine-color-error": colors.red[4],
  },
});
