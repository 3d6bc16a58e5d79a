import {
  diagnosticsOf,
  type LinkedFile,
  writeFileDescriptorSet,
} from '../../../server/src/compiler/index.ts';

/** The findings of a file as plain values. */
export function findingsOf(linked: LinkedFile): unknown {
  return diagnosticsOf(linked).map((each) => ({ ...each }));
}

/** All that linking says of a file, as plain values. */
export function factsOf(linked: LinkedFile) {
  return {
    diagnostics: findingsOf(linked),
    references: [...linked.references]
      .map(([{ start, end }, { fullName, file }]) => `${start} ${end} ${fullName} ${file.path}`)
      .sort(),
    symbols: [...linked.symbols].map(([name, { kind, features, field }]) => [
      name,
      kind,
      features,
      field && [field.number, field.label, field.type.kind, field.packed, field.features],
    ]),
    options: [...linked.options]
      .map(([key, { placed }]) => {
        const { start } = 'nameSpan' in key ? key.nameSpan : key;
        return `${start} ${key.kind} ${placed.map(({ path }) => path.join('.')).join(' ')}`;
      })
      .sort(),
    features: linked.features,
    imports: linked.imports.map(({ path, file }) => [path, file?.source.path]),
    exported: linked.exported.map(({ source }) => source.path),
    visible: linked.visible.map(({ source }) => source.path),
  };
}

/** The descriptor of a file, with its options as bytes. */
export function descriptorOf(linked: LinkedFile): string {
  const options = { includeImports: false, includeSourceInfo: false, retainOptions: true };
  return Buffer.from(writeFileDescriptorSet([linked], options)).toString('latin1');
}
