import { DiagnosticSeverity } from 'vscode-languageserver-types';
import { describe, expect, it } from 'vitest';
import { dataFeatures, references, withDataDocuments } from '../../../server/src/features/index.ts';
import { uriOf } from '../../workspace/memoryWorkspace.ts';
import { applyEdits } from '../applyEdits.ts';
import { dataAccepted, dataDocument, dataLabels, expectDataFindings } from '../dataDocument.ts';
import { shop, textDocumentOf, textFile } from './textDocument.ts';

const { textFormat } = dataFeatures;

const header = '# proto-file: shop/order.proto\n# proto-message: shop.Order\n';

function at(document: string): string {
  return `${shop}//- /${textFile.path}\n${document}`;
}

async function expectFindings(document: string): Promise<void> {
  expectDataFindings(await textDocumentOf(at(document)));
}

async function labels(document: string): Promise<string[]> {
  return dataLabels(await textDocumentOf(at(document)));
}

async function accepted(document: string, label: string): Promise<string> {
  return dataAccepted(await textDocumentOf(at(document)), label);
}

describe('findings of a document', () => {
  it('are those of its type', async () => {
    await expectFindings(`${header}name: 5
      ^ value of "name" must be a quoted string
state: OPNE
       ^^^^ enum type "shop.State" has no value named "OPNE"
linse { sku: "a" }
^^^^^ message type "shop.Order" has no field named "linse"; did you mean "lines"?
lines { part { price: 1f nope: 2 } }
                         ^^^^ message type "shop.Line" has no field named "nope"
card: "x"
cash: true
^^^^ field "cash" is specified along with field "card", another member of oneof "payment"
`);
  });

  it('are of each field its own, with what is half-typed', async () => {
    await expectFindings(`${header}name
    | expected ":"
state: OPEN
lines { sku: }
             ^ expected a value, found "}"
old: 1 // no comment
       ^^ a comment begins with "#" in the text format
`);
  });

  it('say what is wrong with the header', async () => {
    await expectFindings(`# proto-file: elsewhere/order.proto
              ^^^^^^^^^^^^^^^^^^^^^ "elsewhere/order.proto" was not found; did you mean "shop/order.proto"?
# proto-message: shop.Order
name: 5
`);
    await expectFindings(`# proto-file: shop/order.proto
# proto-message: shop.Oder
                 ^^^^^^^^^ message type "shop.Oder" is not defined in "shop/order.proto"; did you mean "shop.Order"?
name: 5
`);
    await expectFindings(`# proto-file: shop/order.proto
              ^^^^^^^^^^^^^^^^ the type is not named: add a line "# proto-message: package.Message"
name: 5
`);
  });

  it('are none but of syntax without a header', async () => {
    await expectFindings('anything: { goes: 1 }\n');
  });

  it('know extensions of imports, and warn of required fields', async () => {
    await expectFindings(`# proto-file: shop/legacy.proto
# proto-message: Thing
                 ^^^^^ message type "legacy.Thing" is missing required fields: id
# proto-import: shop/more.proto
[more.note]: "x"
[more.nope]: "x"
^^^^^^^^^^^ message type "legacy.Thing" has no field named "[more.nope]"
`);
    const { snapshot, uri } = await textDocumentOf(at('# proto-message: legacy.Thing\nBox {}\n'));
    expect(textFormat.diagnostics(snapshot, { uri }).map(({ severity }) => severity)).toEqual([
      DiagnosticSeverity.Warning,
    ]);
  });

  it('say which file defines what the header does not bring', async () => {
    const document = '# proto-message: legacy.Thing\nid: 1\n[more.note]: "x"\n';
    await expectFindings(`# proto-message: legacy.Thing
id: 1
[more.note]: "x"
^^^^^^^^^^^ message type "legacy.Thing" has no field named "[more.note]"; it is defined in "shop/more.proto", which the header does not name
`);
    const opened = await textDocumentOf(at(document));
    const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } };
    const [action] = textFormat.codeActions(opened.snapshot, { uri: opened.uri, range });
    expect(applyEdits(document, action?.edit?.changes?.[opened.uri] ?? [])).toBe(
      '# proto-message: legacy.Thing\n# proto-import: shop/more.proto\nid: 1\n[more.note]: "x"\n',
    );
  });

  it('need no file when the message has its full name', async () => {
    await expectFindings(`# proto-message: shop.Order
name: 5
      ^ value of "name" must be a quoted string
`);
  });
});

describe('completion in a document', () => {
  it('offers what is not set, in order of the numbers', async () => {
    expect(await labels(`${header}name: "a" card: "b"\n$0\nlines {}\n`)).toEqual([
      'lines',
      'state',
      'counts',
      'extra',
      'old',
      'history',
    ]);
  });

  it('offers fields of nested messages, of maps and of lists', async () => {
    const line = ['sku', 'price', 'part'];
    expect(await labels(`${header}lines { $0 }`)).toEqual(line);
    expect(await labels(`${header}lines: [{ sku: "a" part <$0`)).toEqual(line);
    expect(await labels(`${header}lines [{ sku: "a" }, { p$0`)).toEqual(line);
    expect(await labels(`${header}counts { key: "a" $0 }`)).toEqual(['value']);
  });

  it('offers values', async () => {
    expect(await labels(`${header}state: $0`)).toEqual(['UNKNOWN', 'OPEN', 'CLOSED']);
    expect(await labels(`${header}state: O$0\nname: "x"`)).toEqual(['UNKNOWN', 'OPEN', 'CLOSED']);
    expect(await labels(`${header}history: [OPEN, $0`)).toEqual(['UNKNOWN', 'OPEN', 'CLOSED']);
    expect(await labels(`${header}cash: $0`)).toEqual(['false', 'true']);
    expect(await labels(`${header}lines { price: $0`)).toEqual(['inf', 'nan']);
    expect(await labels(`${header}name: "$0"`)).toEqual([]);
  });

  it('offers extensions, groups and the content of an Any', async () => {
    const legacy =
      '# proto-file: shop/legacy.proto\n# proto-message: legacy.Thing\n# proto-import: shop/more.proto\n';
    expect(await labels(`${legacy}$0`)).toEqual(['id', 'Box', '[more.note]']);
    expect(await labels(`${legacy}[mo$0`)).toEqual(['more.note']);
    expect(await labels(`${header}extra { $0 }`)).toContain('[type.googleapis.com/shop.Line]');
    expect(await labels(`${header}extra { [type.googleapis.com/shop.Line] { $0 } }`)).toEqual([
      'sku',
      'price',
      'part',
    ]);
  });

  it('writes what follows the name', async () => {
    expect(await accepted(`${header}na$0`, 'name')).toBe(`${header}name: "$1"$0`);
    expect(await accepted(`${header}li$0`, 'lines')).toBe(`${header}lines {\n  $0\n}`);
    expect(await accepted(`${header}st$0: OPEN`, 'state')).toBe(`${header}state: OPEN`);
    expect(
      await accepted(`${header}extra { [type.goo$0] {} }`, 'type.googleapis.com/shop.Line'),
    ).toBe(`${header}extra { [type.googleapis.com/shop.Line] {} }`);
  });

  it('offers the header', async () => {
    expect(await labels('# $0\nname: 1')).toEqual(['proto-file', 'proto-import', 'proto-message']);
    expect(await labels('# proto-file: $0')).toContain('shop/order.proto');
    expect(await labels('# proto-file: shop/order.proto\n# proto-message: $0')).toEqual([
      'shop.Line',
      'shop.Order',
    ]);
    expect(await accepted('# proto-file: shop/$0', 'shop/order.proto')).toBe(
      '# proto-file: shop/order.proto',
    );
    expect(await labels('name: 1\n# $0')).toEqual([]);
  });

  it('leaves out what is deprecated by a mark only', async () => {
    const { snapshot, uri, position } = await textDocumentOf(at(`${header}ol$0`));
    const old = textFormat
      .completion(snapshot, { uri, position })
      .items.find(({ label }) => label === 'old');
    expect(old?.tags).toEqual([1]);
  });
});

describe('a name in a document', () => {
  it('is explained and leads to its definition', async () => {
    const { snapshot, uri, position } = await textDocumentOf(at(`${header}na$0me: "x"`));
    const contents = JSON.stringify(textFormat.hover(snapshot, { uri, position })?.contents);
    expect(contents).toContain('What people call it.');
    expect(textFormat.definition(snapshot, { uri, position })).toEqual({
      uri: uriOf('shop/order.proto'),
      range: { start: { line: 6, character: 9 }, end: { line: 6, character: 13 } },
    });
  });

  it.each([
    ['state: OP$0EN', 'shop/order.proto', 16],
    ['li$0nes {}', 'shop/order.proto', 7],
    ['extra { [type.googleapis.com/shop.Li$0ne] {} }', 'shop/order.proto', 15],
  ])('%s leads to line %s:%i', async (text, path, line) => {
    const { snapshot, uri, position } = await textDocumentOf(at(header + text));
    const found = textFormat.definition(snapshot, { uri, position });
    expect([found?.uri, found?.range.start.line]).toEqual([uriOf(path), line]);
  });

  it('that stands for nothing says nothing, whatever it is in other files', async () => {
    const opened = await textDocumentOf(at(`${header}mess$0age: 1`));
    expect(textFormat.hover(opened.snapshot, opened)).toBeUndefined();
  });

  it('of the header is explained', async () => {
    const opened = await textDocumentOf(at(header.replace('shop.Or', 'shop.$0Or')));
    expect(JSON.stringify(textFormat.hover(opened.snapshot, opened))).toContain('One order.');
  });

  it('of the header leads to the file or the message', async () => {
    const file = await textDocumentOf(at('# proto-file: shop/or$0der.proto\n'));
    expect(textFormat.definition(file.snapshot, file)?.uri).toBe(uriOf('shop/order.proto'));
    expect(textFormat.documentLink?.(file.snapshot, file)[0]?.target).toBe(
      uriOf('shop/order.proto'),
    );
    const message = await textDocumentOf(at(header.replace('shop.Or', 'shop.$0Or')));
    expect(textFormat.definition(message.snapshot, message)?.range.start.line).toBe(4);
  });

  it('is found from the schema', async () => {
    const { snapshot, uri } = await textDocumentOf(at(`${header}name: "x"\n`));
    const steps = references(snapshot, {
      uri: uriOf('shop/order.proto'),
      position: { line: 6, character: 10 },
      includeDeclaration: false,
    });
    let step = steps.next();
    while (step.done !== true) {
      step = steps.next();
    }
    expect(step.value.map((found) => found.uri)).toEqual([uri]);
  });

  it('is coloured and highlighted', async () => {
    const { snapshot, uri, position } = await textDocumentOf(
      at(`${header}lines { sk$0u: "a" }\nlines { sku: "b" }\n`),
    );
    expect(textFormat.documentHighlight?.(snapshot, { uri, position })).toHaveLength(2);
    expect(textFormat.semanticTokens?.(snapshot, { uri }).data.length).toBe(6 * 5);
  });
});

describe('the shape of a document', () => {
  const text = `${header}# A line.
# And another.
lines {
  sku: "a"
  part {
    sku: "b"
  }
}
lines: [
  { sku: "c" },
  { price: 1 }
]
`;

  it('is an outline', async () => {
    const { snapshot, uri } = await textDocumentOf(at(text));
    const symbols = textFormat.documentSymbol?.(snapshot, { uri }) ?? [];
    const flat = (items: typeof symbols): unknown[] =>
      items.map(({ name, detail, children = [] }) => [name, detail, ...flat(children)]);
    expect(flat(symbols)).toEqual([
      ['lines', '"a"', ['sku', '"a"'], ['part', '"b"', ['sku', '"b"']]],
      ['lines', '', ['sku', '"c"'], ['price', '1']],
    ]);
  });

  it('folds', async () => {
    const { snapshot, uri } = await textDocumentOf(at(text));
    const ranges = textFormat.foldingRange?.(snapshot, { uri }) ?? [];
    expect(ranges.map(({ startLine, endLine }) => [startLine, endLine]).sort()).toEqual([
      [0, 3],
      [10, 12],
      [4, 8],
      [6, 7],
    ]);
  });

  it('widens a selection', async () => {
    const { snapshot, uri, position } = await textDocumentOf(
      at(text.replace('sku: "b"', 'sku: "$0b"')),
    );
    const [range] = textFormat.selectionRange?.(snapshot, { uri, positions: [position] }) ?? [];
    const lines: number[] = [];
    for (let each = range; each !== undefined; each = each.parent) {
      lines.push(each.range.end.line - each.range.start.line);
    }
    expect(lines.slice(0, 2)).toEqual([0, 0]);
    expect(lines.at(-1)).toBe(14);
  });
});

describe('actions on a document', () => {
  it('add a header, with the message whose fields it has', async () => {
    const { snapshot, uri, text } = await textDocumentOf(at('sku: "a"\nprice: 2\n'));
    const zero = { line: 0, character: 0 };
    const [action] = textFormat.codeActions(snapshot, { uri, range: { start: zero, end: zero } });
    expect(action?.title).toBe('Add schema header for shop.Line');
    expect(applyEdits(text, action?.edit?.changes?.[uri] ?? [])).toBe(
      '# proto-file: shop/order.proto\n# proto-message: shop.Line\n\nsku: "a"\nprice: 2\n',
    );
  });

  it('mend a name', async () => {
    const { snapshot, uri, text, position } = await textDocumentOf(at(`${header}nam$0: "x"\n`));
    const actions = textFormat.codeActions(snapshot, {
      uri,
      range: { start: position, end: position },
    });
    const [action] = actions;
    expect(actions.map(({ title }) => title)).toEqual(['Change to "name"']);
    expect(applyEdits(text, action?.edit?.changes?.[uri] ?? [])).toBe(`${header}name: "x"\n`);
  });
});

describe('a broken document', () => {
  const whole = `${header}lines { sku: 'a' part < price: -1.5f > } extra { [type.googleapis.com/shop.Line] {} }
history: [OPEN, 1] # end`;

  it('does no harm at any place that it is cut or pierced at', async () => {
    const { snapshot, uri } = await textDocumentOf(at(whole));
    for (let cut = 1; cut < whole.length; cut++) {
      for (const text of [whole.slice(0, cut), whole.slice(0, cut) + whole.slice(cut + 1)]) {
        const document = dataDocument(text, textFile);
        const view = withDataDocuments(snapshot, [document]);
        const { line, column } = document.source.lines.positionAt(cut);
        const position = { line, character: column };
        textFormat.diagnostics(view, { uri });
        textFormat.completion(view, { uri, position });
        textFormat.hover(view, { uri, position });
        textFormat.documentSymbol?.(view, { uri });
        textFormat.codeActions(view, { uri, range: { start: position, end: position } });
      }
    }
  });
});
