/** How a file is written where that is a matter of taste. Each default is what `buf format` does. */
export interface FormatStyle {
  /** What one level of blocks is indented by: a number of spaces, or a tab. */
  readonly indent: number | 'tab';
  /** Whether the `=` of fields and values on lines one below the other stand below each other. */
  readonly alignNumbers: boolean;
  /**
   * Empty lines between members: as written, at most one; or one also around each definition with a
   * block, where none is written.
   */
  readonly blankLines: 'keep' | 'aroundBlocks';
  /**
   * Options in brackets stay in the line as long as that has at most so many characters, and stand on
   * a line each otherwise; 0 for one option in the line and several on a line each, however long.
   */
  readonly lineLength: number;
}

/** As `buf format`. */
export const bufStyle: FormatStyle = {
  indent: 2,
  alignNumbers: false,
  blankLines: 'keep',
  lineLength: 0,
};
