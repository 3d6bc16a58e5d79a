import type { codeActions } from '../codeActions.ts';
import type { completion } from '../completion.ts';
import type { DataLanguage } from './documents.ts';
import type { definition } from '../definition.ts';
import type { diagnostics } from '../diagnostics.ts';
import { documentHighlight } from '../documentHighlight.ts';
import type { documentLink } from '../documentLink.ts';
import type { documentSymbol } from '../documentSymbol.ts';
import { foldingRange } from '../foldingRange.ts';
import type { formatting, rangeFormatting } from '../formatting.ts';
import type { hover } from '../hover.ts';
import { jsonCompletion } from '../jsonBody/completion.ts';
import { prepareRename } from '../rename.ts';
import { selectionRange } from '../selectionRange.ts';
import { semanticTokens } from '../semanticTokens.ts';
import { dataCodeActions } from './codeActions.ts';
import { textCompletion } from '../textFormat/completion.ts';
import { dataDiagnostics } from './diagnostics.ts';
import { dataHover } from './hover.ts';
import { textDocumentSymbol } from '../textFormat/documentSymbol.ts';
import { textFormatting, textRangeFormatting } from '../textFormat/formatting.ts';
import { dataDefinition, schemaLinks } from './schemaLinks.ts';
import { typeDefinition } from '../typeDefinition.ts';

/**
 * What is answered about the documents of a data language; a snapshot of `withDataDocuments` goes in.
 * What is absent is not answered.
 */
export interface DataFeatures {
  readonly diagnostics: typeof diagnostics;
  readonly completion: typeof completion;
  readonly hover: typeof hover;
  readonly definition: typeof definition;
  readonly typeDefinition: typeof typeDefinition;
  readonly codeActions: typeof codeActions;
  readonly prepareRename: typeof prepareRename;
  readonly documentHighlight?: typeof documentHighlight;
  readonly documentLink?: typeof documentLink;
  readonly documentSymbol?: typeof documentSymbol;
  readonly foldingRange?: typeof foldingRange;
  readonly formatting?: typeof formatting;
  readonly rangeFormatting?: typeof rangeFormatting;
  readonly selectionRange?: typeof selectionRange;
  readonly semanticTokens?: typeof semanticTokens;
}

/** By language; what asks only for names is the same for all. */
export const dataFeatures: Readonly<Record<DataLanguage, DataFeatures>> = {
  textFormat: {
    diagnostics: dataDiagnostics,
    completion: textCompletion,
    hover: dataHover,
    definition: dataDefinition,
    typeDefinition,
    codeActions: dataCodeActions,
    prepareRename,
    documentHighlight,
    documentLink: schemaLinks,
    documentSymbol: textDocumentSymbol,
    foldingRange,
    formatting: textFormatting,
    rangeFormatting: textRangeFormatting,
    selectionRange,
    semanticTokens,
  },
  json: {
    diagnostics: dataDiagnostics,
    completion: jsonCompletion,
    hover: dataHover,
    definition: dataDefinition,
    typeDefinition,
    codeActions: dataCodeActions,
    prepareRename,
    documentHighlight,
  },
};
