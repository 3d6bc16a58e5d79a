/**
 * The rules of the language: one function each, in tables by what they look at. A rule reads what
 * the earlier phases found and reports; it changes nothing.
 */
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';
import type { SymbolKind } from '../link/model.ts';
import * as declaration from './declarationRules.ts';
import * as edition from './editionRules.ts';
import * as enums from './enumRules.ts';
import * as extension from './extensionRules.ts';
import * as field from './fieldRules.ts';
import * as file from './fileRules.ts';
import * as label from './labelRules.ts';
import * as message from './messageRules.ts';
import * as limit from './limitRules.ts';
import * as number from './numberRules.ts';
import { checkJsonStrings } from './jsonStringRules.ts';
import { checkObsoleteTypes } from './unstableRules.ts';
import * as support from './supportRules.ts';

type LinkingRule = (linking: Linking) => void;
type SymbolRule = (linking: Linking, symbol: DefinedSymbol) => void;

/** Rules about the file itself, or about several of its declarations together. */
const fileRules: readonly LinkingRule[] = [
  file.checkSyntax,
  file.checkOnePackage,
  file.checkImportsOnce,
  file.checkImportModifiers,
  file.checkImportOrder,
  file.checkLiteImports,
  file.checkServices,
  extension.checkExtensionNumbersDiffer,
  edition.checkFileFeatures,
  edition.checkJavaUtf8,
  edition.checkPackageStyle,
  file.checkUnusedImports,
];

/** Rules about whatever options and references there are in a declaration, or in the file around them. */
const useRules: readonly LinkingRule[] = [
  edition.checkFeaturesInEditions,
  edition.checkFeatureValues,
  edition.checkOptionUse,
  edition.checkVisibility,
  checkObsoleteTypes,
];

/** Rules that are asked together of the definitions that they can say something of. */
interface RuleGroup {
  readonly rules: readonly SymbolRule[];
  readonly isFor: (symbol: DefinedSymbol) => boolean;
}

const fieldRules: readonly SymbolRule[] = [
  number.checkFieldNumber,
  label.checkLabel,
  label.checkMapPlace,
  label.checkGroup,
  field.checkMapKey,
  field.checkMapValueEnum,
  field.checkClosedEnum,
];

/** Most fields have no options. */
const fieldOptionRules: RuleGroup = {
  rules: [
    field.checkDefault,
    field.checkJsonName,
    field.checkPseudoOptionsOnce,
    field.checkPacked,
    field.checkLazy,
    field.checkJsType,
    field.checkCtype,
    edition.checkFieldFeatures,
    support.checkFeatureSupport,
  ],
  isFor: ({ node }) =>
    (node.kind === 'field' || node.kind === 'group') && node.options !== undefined,
};

const messageRangeRules: RuleGroup = {
  rules: [
    number.checkReservedUse,
    number.checkReservedNames,
    number.checkRangeNumbers,
    number.checkReservedRanges,
    number.checkExtensionRanges,
    declaration.checkDeclarations,
    message.checkNoExtensionRanges,
  ],
  isFor: number.hasRanges,
};

const enumRangeRules: RuleGroup = {
  rules: [
    number.checkEnumReservedUse,
    number.checkReservedNames,
    number.checkRangeNumbers,
    number.checkEnumReservedRanges,
  ],
  isFor: number.hasRanges,
};

const style: readonly SymbolRule[] = [edition.checkNamingStyle];

const symbolRules: Readonly<Record<SymbolKind, readonly RuleGroup[]>> = {
  message: [
    always([number.checkFieldNumbersDiffer]),
    messageRangeRules,
    always([
      field.checkMapEntryNames,
      message.checkMessageSet,
      message.checkMapEntryOption,
      message.checkJsonNames,
      limit.checkFieldCount,
      edition.checkVisibilityKeyword,
      edition.checkStrictExport,
      ...style,
    ]),
  ],
  field: [always(fieldRules), fieldOptionRules, always(style)],
  extension: [
    always(fieldRules),
    fieldOptionRules,
    always([
      ...style,
      extension.checkExtensionNumber,
      extension.checkExtensionRequired,
      extension.checkLiteExtension,
      extension.checkLazyExtension,
      extension.checkExtendeeInProto3,
      extension.checkMessageSetExtension,
      extension.checkExtensionDeclaration,
    ]),
  ],
  oneof: [always(style)],
  enum: [
    always([
      enums.checkEnumHasValue,
      enums.checkEnumFirstZero,
      enums.checkAliases,
      enums.checkEnumNames,
    ]),
    { rules: [checkJsonStrings], isFor: hasValueOptions },
    always([limit.checkValueCount]),
    enumRangeRules,
    always([edition.checkVisibilityKeyword, ...style]),
  ],
  enumValue: [always([enums.checkEnumNumber, support.checkFeatureSupport, ...style])],
  service: [always(style)],
  method: [always(style)],
};

function hasValueOptions({ node }: DefinedSymbol): boolean {
  return (
    node.kind === 'enum' &&
    node.members.some((member) => member.kind === 'enumValue' && member.options !== undefined)
  );
}

function always(rules: readonly SymbolRule[]): RuleGroup {
  return { rules, isFor: () => true };
}

/**
 * Runs the rules about single declarations. What they say of one depends on it, on what it refers
 * to, and on the statements that hold for the whole file.
 */
export function checkDefinitions(linking: Linking): void {
  for (const symbol of linking.definitions.all) {
    for (const { rules, isFor } of symbolRules[symbol.kind]) {
      if (isFor(symbol)) {
        for (const rule of rules) {
          rule(linking, symbol);
        }
      }
    }
  }
  for (const rule of useRules) {
    rule(linking);
  }
}

/** Runs the rules about the file as a whole, after all others. */
export function checkFile(linking: Linking): void {
  for (const rule of fileRules) {
    rule(linking);
  }
}
