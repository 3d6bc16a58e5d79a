import type { ComponentChild } from 'preact';
import type { ErrorDetail } from '../../../../protocol/calls.ts';
import { readableDetail } from '../../text/errorDetail.ts';
import { JsonView } from '../shared/jsonView.tsx';
import { memo } from '../shared/memo.ts';
import { Rows } from '../shared/part.tsx';
import { Icon, IconButton, Text } from '../shared/text.tsx';

export interface ErrorDetailsProps {
  readonly details: readonly ErrorDetail[];
  readonly onCopy: (text: string) => void;
}

/** The details of a status, each readable first and in full below. */
export const ErrorDetails = memo(function ErrorDetails(props: ErrorDetailsProps): ComponentChild {
  return props.details.map((detail, index) => (
    <Detail key={index} detail={detail} onCopy={props.onCopy} />
  ));
});

function Detail(props: {
  readonly detail: ErrorDetail;
  readonly onCopy: (text: string) => void;
}): ComponentChild {
  const { detail, onCopy } = props;
  const readable = readableDetail(detail);
  return (
    <article class="detail-block" data-testid="call-detail" data-type={detail.type}>
      <div class="detail-head">
        <Icon name="info" />
        <strong>{readable.title}</strong>
        <code class="muted">
          <Text value={detail.type} max={100} />
        </code>
        <IconButton icon="copy" label="Copy the detail" onClick={() => onCopy(detail.json)} />
      </div>
      {!detail.decoded && (
        <p class="muted">The type is not in the schema, so these are its bytes in base64.</p>
      )}
      {readable.kind === 'table' && <Table columns={readable.columns} rows={readable.rows} />}
      {readable.kind === 'fields' && <Rows rows={readable.fields} />}
      {readable.kind === 'json' ? (
        <JsonView text={detail.json} label="Detail" />
      ) : (
        <details class="part">
          <summary>JSON</summary>
          <JsonView text={detail.json} label="Detail in JSON" />
        </details>
      )}
    </article>
  );
}

/** A hostile server could send a table without end. */
const maxRows = 100;

function Table(props: {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): ComponentChild {
  return (
    <table class="rows table">
      <thead>
        <tr>
          {props.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.slice(0, maxRows).map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column}>
                <Text value={cell} max={600} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
