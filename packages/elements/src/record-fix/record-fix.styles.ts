import { css } from 'lit';

export const recordFix = css`
  :host { display: block; margin-block-start: var(--_s3); max-inline-size: 110ch; }
  p { margin: 0; overflow-wrap: anywhere; }
  h3 + ul { margin-block-start: var(--_s1); }
  ul { margin: 0; padding-inline-start: 1.2em; overflow-wrap: anywhere; }
  li + li { margin-block-start: var(--_s1); }
  p + details { margin-block-start: var(--_s1); }
  details ul { padding-block-start: var(--_s1); }
`;
