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
import * as support from './supportRules.ts';

type FileRule = (linking: Linking) => void;
type SymbolRule = (linking: Linking, symbol: DefinedSymbol) => void;

const fileRules: readonly FileRule[] = [
  file.checkSyntax,
  file.checkOnePackage,
  file.checkImportsOnce,
  file.checkImportModifiers,
  file.checkImportOrder,
  file.checkLiteImports,
  file.checkServices,
  extension.checkExtensionNumbersDiffer,
  edition.checkFeaturesInEditions,
  edition.checkFileFeatures,
  edition.checkJavaUtf8,
  edition.checkFeatureValues,
  edition.checkOptionUse,
  edition.checkVisibility,
  edition.checkPackageStyle,
  file.checkUnusedImports,
];

const fieldRules: readonly SymbolRule[] = [
  number.checkFieldNumber,
  label.checkLabel,
  label.checkMapPlace,
  label.checkGroup,
  field.checkMapKey,
  field.checkMapValueEnum,
  field.checkMapEntryName,
  field.checkClosedEnum,
  field.checkDefault,
  field.checkJsonName,
  field.checkPseudoOptionsOnce,
  field.checkPacked,
  field.checkLazy,
  field.checkJsType,
  field.checkCtype,
  edition.checkFieldFeatures,
  support.checkFeatureSupport,
  edition.checkNamingStyle,
];

const symbolRules: Readonly<Record<SymbolKind, readonly SymbolRule[]>> = {
  message: [
    number.checkFieldNumbersDiffer,
    number.checkReservedUse,
    number.checkReservedNames,
    number.checkRangeNumbers,
    number.checkReservedRanges,
    number.checkExtensionRanges,
    declaration.checkDeclarations,
    message.checkNoExtensionRanges,
    message.checkMessageSet,
    message.checkMapEntryOption,
    message.checkJsonNames,
    limit.checkFieldCount,
    edition.checkVisibilityKeyword,
    edition.checkStrictExport,
    edition.checkNamingStyle,
  ],
  field: fieldRules,
  extension: [
    ...fieldRules,
    extension.checkExtensionNumber,
    extension.checkExtensionRequired,
    extension.checkLiteExtension,
    extension.checkLazyExtension,
    extension.checkExtendeeInProto3,
    extension.checkMessageSetExtension,
    extension.checkExtensionDeclaration,
  ],
  oneof: [edition.checkNamingStyle],
  enum: [
    enums.checkEnumHasValue,
    enums.checkEnumFirstZero,
    enums.checkAliases,
    enums.checkEnumNames,
    limit.checkValueCount,
    number.checkEnumReservedUse,
    number.checkReservedNames,
    number.checkRangeNumbers,
    number.checkEnumReservedRanges,
    edition.checkVisibilityKeyword,
    edition.checkNamingStyle,
  ],
  enumValue: [enums.checkEnumNumber, support.checkFeatureSupport, edition.checkNamingStyle],
  service: [edition.checkNamingStyle],
  method: [edition.checkNamingStyle],
};

/** Runs every rule over a file whose names, options and features are known. */
export function runChecks(linking: Linking): void {
  for (const symbol of linking.definitions.all) {
    for (const rule of symbolRules[symbol.kind]) {
      rule(linking, symbol);
    }
  }
  for (const rule of fileRules) {
    rule(linking);
  }
}
