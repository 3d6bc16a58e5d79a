import type { ComponentChild } from 'preact';
import type { RegistryKind } from '../../../../protocol/connections.ts';
import type { Service, ServiceInstance } from '../../../../protocol/topology.ts';
import { card } from '../../layout/geometry.ts';
import { registryNames } from '../../state/connections.ts';
import { countOf, type GraphNode, registriesOf, spokenName } from '../../state/nodes.ts';
import { displayText } from '../../text/displayText.ts';
import { fitText } from '../shared/fitText.ts';
import { HealthShape } from '../shared/healthMark.tsx';
import { memo } from '../shared/memo.ts';

export interface ServiceNodeProps {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly isSelected: boolean;
  /** The one card that Tab reaches. */
  readonly isTabStop: boolean;
  /** The filter does not let it through. */
  readonly isFaded: boolean;
  readonly isStale: boolean;
  /** Connections that are out of date, when only a part of the card comes from them. */
  readonly partlyStale: ReadonlySet<string> | undefined;
  /** Grows when the service has just changed; 0 for not since it is shown. */
  readonly changedAt: number;
  readonly detail: CardDetail;
}

/** All of it; what can be read from far away; a box that only keeps its place. */
export type CardDetail = 'all' | 'far' | 'box';

const padding = 16;
const maxMarks = 10;
const markStep = 16;

/** One service as a card. Draws itself again only when something about this card changes. */
export const ServiceNode = memo(function ServiceNode(props: ServiceNodeProps): ComponentChild {
  const { node, x, y, isSelected, isStale, changedAt } = props;
  const health = node.service?.health ?? 'unknown';
  return (
    <g
      class={classOf(props)}
      transform={`translate(${x},${y})`}
      role="button"
      tabindex={props.isTabStop ? 0 : -1}
      aria-label={spokenName({ ...node, name: displayText(node.name) }, isStale)}
      aria-pressed={isSelected}
      data-testid="service-node"
      data-service={node.id}
      data-health={health}
    >
      <title>{displayText(node.name, { max: 2000 })}</title>
      {props.detail === 'all' && (
        <rect class="card-shadow" x="0" y="3" width={card.width} height={card.height} rx="8" />
      )}
      <rect class="card" width={card.width} height={card.height} rx="8" />
      {changedAt > 0 && <rect key={changedAt} class="flash" {...frame} rx="10" />}
      <rect class="focus-frame" {...frame} rx="10" />
      {props.detail !== 'box' && <CardFace {...props} />}
    </g>
  );
});

function CardFace({ node, detail, partlyStale }: ServiceNodeProps): ComponentChild {
  const isFar = detail === 'far';
  const health = node.service?.health ?? 'unknown';
  const width = card.width - 2 * padding - 18;
  return (
    <>
      <path class={`stripe health-${health}`} d={stripePath} />
      <text class="name" x={padding} y={isFar ? 54 : 28}>
        {fitText(node.name, { width, size: isFar ? 25 : 14, weight: 600 })}
      </text>
      <HealthShape health={health} x={card.width - 19} y={isFar ? 46 : 23} size={isFar ? 9 : 6} />
      {!isFar &&
        (node.service === undefined ? (
          <MissingBody />
        ) : (
          <ServiceBody service={node.service} partlyStale={partlyStale} />
        ))}
    </>
  );
}

const frame = { x: -3, y: -3, width: card.width + 6, height: card.height + 6 } as const;

/** Along the left side, with the card's own corners. */
const stripePath = `M8,0.5 A7.5,7.5 0 0,0 0.5,8 V${card.height - 8} A7.5,7.5 0 0,0 8,${card.height - 0.5} H5 V0.5 Z`;

function classOf({ node, isSelected, isFaded, isStale }: ServiceNodeProps): string {
  const marks = [
    isSelected && 'selected',
    isFaded && 'faded',
    isStale && 'stale',
    node.service === undefined && 'missing',
  ];
  return ['node', ...marks.filter((mark) => typeof mark === 'string')].join(' ');
}

function MissingBody(): ComponentChild {
  return (
    <text class="small detail" x={padding} y="56">
      named by edges, not registered
    </text>
  );
}

interface ServiceBodyProps {
  readonly service: Service;
  readonly partlyStale: ReadonlySet<string> | undefined;
}

function ServiceBody({ service, partlyStale }: ServiceBodyProps): ComponentChild {
  return (
    <>
      <InstanceMarks instances={service.instances} partlyStale={partlyStale} />
      <RegistryBadges registries={registriesOf(service)} />
      <text class="small detail end" x={card.width - 12} y={card.height - 13}>
        {countOf(service.instances.length, 'instance')}
      </text>
    </>
  );
}

function InstanceMarks(props: {
  readonly instances: readonly ServiceInstance[];
  readonly partlyStale: ReadonlySet<string> | undefined;
}): ComponentChild {
  const { instances, partlyStale } = props;
  const shown = instances.length > maxMarks ? instances.slice(0, maxMarks - 1) : instances;
  return (
    <g class="marks detail">
      {shown.map((instance, index) => (
        <HealthShape
          key={instance.id}
          health={instance.health}
          ghost={instance.possibleGhost}
          isStale={partlyStale?.has(instance.registration.connectionId) ?? false}
          x={padding + 5 + index * markStep}
          y={49}
          size={4.5}
        />
      ))}
      {shown.length < instances.length && (
        <text class="small" x={padding + shown.length * markStep} y="53">
          +{instances.length - shown.length}
        </text>
      )}
    </g>
  );
}

const badgeWidth: Readonly<Record<RegistryKind, number>> = { etcd: 36, consul: 50, static: 42 };

function RegistryBadges(props: { readonly registries: readonly RegistryKind[] }): ComponentChild {
  let x = padding - 3;
  return (
    <g class="detail">
      {props.registries.map((kind) => {
        const left = x;
        x += badgeWidth[kind] + 5;
        return (
          <g
            key={kind}
            class={`badge badge-${kind}`}
            transform={`translate(${left},${card.height - 26})`}
          >
            <rect width={badgeWidth[kind]} height="17" rx="4" />
            <text x={badgeWidth[kind] / 2} y="12.5">
              {registryNames[kind]}
            </text>
          </g>
        );
      })}
    </g>
  );
}
