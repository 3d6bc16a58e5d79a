/** The features of one element after inheritance: each field of `google.protobuf.FeatureSet` set. */
export interface FeatureSet {
  readonly fieldPresence: 'explicit' | 'implicit' | 'legacyRequired';
  readonly enumType: 'open' | 'closed';
  readonly repeatedFieldEncoding: 'packed' | 'expanded';
  readonly utf8Validation: 'verify' | 'none';
  readonly messageEncoding: 'lengthPrefixed' | 'delimited';
  readonly jsonFormat: 'allow' | 'legacyBestEffort';
  readonly enforceNamingStyle: 'style2024' | 'legacy' | 'style2026';
  readonly enforceProtoLimits: 'legacy' | 'limits2026';
  readonly defaultSymbolVisibility: 'exportAll' | 'exportTopLevel' | 'localAll' | 'strict';
}
