// How an editor may style the parts of a query.

import { styleTags, tags } from "@lezer/highlight";

export const styles = styleTags({
  Name: tags.propertyName,
  "AndWord OrWord NotWord IsNull IsNotNull": tags.operatorKeyword,
  Operator: tags.compareOperator,
  Dots: tags.punctuation,
  "Words/Word": tags.literal,
  Quoted: tags.string,
  Exact: tags.special(tags.string),
  "( )": tags.paren,
  "[ ]": tags.squareBracket,
  ",": tags.separator,
});
