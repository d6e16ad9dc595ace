// The nonce with which the page's policy lets styles be added; the server makes one for each answer.

const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');

export const styleNonce = meta?.nonce ?? "";

// Libraries that add a style of their own, such as the one that keeps the page still behind a dialog, look for it here.
Object.assign(globalThis, { __webpack_nonce__: styleNonce });
