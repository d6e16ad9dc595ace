// How the console looks: one accent, the system's own letters, in light and dark.

import {
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  darken,
  type MantineColorsTuple,
  Menu,
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

const close = { "aria-label": "Close" };

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
    // A dialog's head is no second banner of the page.
    Modal: Modal.extend({
      defaultProps: { attributes: { header: { role: "none" } }, closeButtonProps: close },
      styles: { title: { fontWeight: 650 } },
    }),
    Drawer: Drawer.extend({
      defaultProps: { attributes: { header: { role: "none" } }, closeButtonProps: close },
      styles: { title: { fontWeight: 650 } },
    }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: close } }),
    // Nothing but its entries is in a menu.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
  },
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.15rem" } } },
});

/** Text on a light ground of the same colour, such as a badge's. */
const onLightGround = (colors: Record<string, MantineColorsTuple>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(colors).map(([name, shades]) => [
      `--mantine-color-${name}-light-color`,
      darken(shades[9], name === "rollcall" ? 0 : 0.25),
    ]),
  );

/** White on it can be read. */
const onRed = ({ red }: Record<string, MantineColorsTuple>): Record<string, string> =>
  red === undefined
    ? {}
    : { "--mantine-color-red-filled": red[9], "--mantine-color-red-filled-hover": darken(red[9], 0.15) };

/** Soft text and what is wrong with a field have enough contrast on every ground of ours. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    ...onLightGround(colors),
    ...onRed(colors),
    "--mantine-color-dimmed": colors.gray[7],
    "--mantine-color-placeholder": "#68707a",
    "--mantine-color-error": colors.red[9],
  },
  dark: {
    ...onRed(colors),
    "--mantine-color-dimmed": colors.dark[1],
    "--mantine-color-placeholder": "#9a9a9a",
    "--mantine-color-error": colors.red[4],
  },
});
