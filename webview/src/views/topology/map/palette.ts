import type { RegistryKind } from '../../../../../protocol/connections.ts';
import type { EdgeKind, Health } from '../../../../../protocol/topology.ts';

/** The colours of the editor's theme as a canvas takes them, and the font. */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly focus: string;
  readonly card: string;
  readonly chosenCard: string;
  readonly cardLine: string;
  readonly shadow: string;
  readonly dot: string;
  readonly group: string;
  readonly groupLine: string;
  readonly tile: string;
  readonly healths: Readonly<Record<Health, string>>;
  readonly edges: Readonly<Record<EdgeKind, string>>;
  readonly registries: Readonly<Record<RegistryKind, string>>;
  readonly family: string;
  /** Lines carry what shades carry elsewhere. */
  readonly isHighContrast: boolean;
}

/** Reads the colours as they are in force at an element; `topology.css` says what they are made of. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.className = 'palette-probe';
  element.append(probe);
  const style = getComputedStyle(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  const palette = paletteFrom(read, style.fontFamily);
  probe.remove();
  return palette;
}

function paletteFrom(read: (name: string) => string, family: string): Palette {
  return {
    background: read('vscode-editor-background'),
    text: read('vscode-foreground'),
    muted: read('muted'),
    focus: read('vscode-focusBorder'),
    card: read('card'),
    chosenCard: read('chosen-card'),
    cardLine: read('card-line'),
    shadow: read('card-shadow'),
    dot: read('map-dot'),
    group: read('group'),
    groupLine: read('group-line'),
    tile: read('tile'),
    healths: {
      passing: read('passing'),
      warning: read('warning'),
      critical: read('critical'),
      maintenance: read('maintenance'),
      unknown: read('unknown'),
    },
    edges: {
      declared: read('edge-declared'),
      permitted: read('edge-permitted'),
      denied: read('edge-denied'),
      observed: read('edge-observed'),
      live: read('edge-live'),
    },
    registries: { etcd: read('etcd'), consul: read('consul'), static: read('static') },
    family,
    isHighContrast:
      document.body.classList.contains('vscode-high-contrast') ||
      document.body.classList.contains('vscode-high-contrast-light') ||
      matchMedia('(forced-colors: active)').matches,
  };
}

/** Calls back whenever the theme may have changed; answers the way to stop. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  const filter = { attributes: true, attributeFilter: ['class', 'style'] };
  observer.observe(document.documentElement, filter);
  observer.observe(document.body, filter);
  const forced = matchMedia('(forced-colors: active)');
  forced.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    forced.removeEventListener('change', changed);
  };
}
