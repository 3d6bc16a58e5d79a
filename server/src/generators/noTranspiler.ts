/**
 * Stands in for `typescript` and `@typescript/vfs` in bundled generators. The plugin framework loads
 * them for plugins that can write TypeScript alone and leave JavaScript and declarations to the
 * compiler; protoc-gen-es writes all three itself, so nine megabytes are never used.
 */
const absent = new Proxy(
  {},
  {
    get(_, name) {
      throw new Error(
        `this generator is bundled without the TypeScript compiler (${String(name)})`,
      );
    },
  },
);

export default absent;
export const createDefaultMapFromNodeModules = absent;
export const createSystem = absent;
export const createVirtualCompilerHost = absent;
