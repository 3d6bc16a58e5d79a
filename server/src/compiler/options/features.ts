import type { FeatureSet } from './featureSet.ts';

const proto2: FeatureSet = {
  fieldPresence: 'explicit',
  enumType: 'closed',
  repeatedFieldEncoding: 'expanded',
  utf8Validation: 'none',
  messageEncoding: 'lengthPrefixed',
  jsonFormat: 'legacyBestEffort',
  enforceNamingStyle: 'legacy',
  enforceProtoLimits: 'legacy',
  defaultSymbolVisibility: 'exportAll',
};

const proto3: FeatureSet = {
  ...proto2,
  fieldPresence: 'implicit',
  enumType: 'open',
  repeatedFieldEncoding: 'packed',
  utf8Validation: 'verify',
  jsonFormat: 'allow',
};

const edition2023: FeatureSet = { ...proto3, fieldPresence: 'explicit' };

const edition2024: FeatureSet = {
  ...edition2023,
  enforceNamingStyle: 'style2024',
  defaultSymbolVisibility: 'exportTopLevel',
};

const edition2026: FeatureSet = {
  ...edition2024,
  enforceNamingStyle: 'style2026',
  enforceProtoLimits: 'limits2026',
  defaultSymbolVisibility: 'strict',
};

/** What each edition says where a file says nothing: `edition_defaults` of descriptor.proto. */
export function defaultFeatures(edition: number): FeatureSet {
  if (edition >= 1002) {
    return edition2026;
  }
  if (edition === 1001) {
    return edition2024;
  }
  if (edition === 1000) {
    return edition2023;
  }
  return edition === 999 ? proto3 : proto2;
}
