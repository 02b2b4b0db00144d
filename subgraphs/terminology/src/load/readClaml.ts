import { type SaxesTagPlain, SaxesParser } from 'saxes';
import { expandModifiers } from './expandModifiers.ts';
import { type CodeReader, LoadFailed } from './loadedCode.ts';

/** A class of a ClaML file: a chapter, block or category. */
export interface ClamlClass {
  readonly code: string;
  readonly line: number;
  parent?: string;
  /** Texts of its preferred rubric by language. */
  readonly texts: Record<string, string>;
  readonly modifiedBy: string[];
  readonly notModifiedBy: string[];
}

/** What a modifier adds to the codes that it modifies: `.0` with coma. */
export interface ClamlModifierClass {
  readonly modifier: string;
  readonly code: string;
  readonly texts: Record<string, string>;
}

export interface Claml {
  readonly classes: ClamlClass[];
  readonly modifierClasses: ClamlModifierClass[];
}

/** Reads WHO's ClaML file of ICD-10: classes, and the fourth characters that modifiers give them. */
export const readClaml: CodeReader = async function* (chunks) {
  const { classes, modifierClasses } = await parseClaml(chunks);
  if (classes.length === 0) throw new LoadFailed('This is no ClaML file: it holds no <Class>.');
  for (const { code, parent, texts, line } of expandModifiers(classes, modifierClasses)) {
    const { ar } = texts;
    yield {
      code,
      en: texts['en'] ?? '',
      line,
      ...(ar !== undefined && { ar }),
      ...(parent !== undefined && { parent }),
    };
  }
};

/** @throws LoadFailed naming the line where the XML is broken. */
async function parseClaml(chunks: AsyncIterable<Buffer>): Promise<Claml> {
  const parser = new SaxesParser({ position: true });
  const claml = collectClasses(parser);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of chunks) parser.write(decoder.decode(chunk, { stream: true }));
    parser.write(decoder.decode()).close();
  } catch (error) {
    throw new LoadFailed(`Line ${parser.line}: ${(error as Error).message.replace(/^\d+:\d+: /, '')}`);
  }
  return claml;
}

/** Listens to a parser and gathers the classes. Entities other than XML's own are refused by the parser. */
function collectClasses(parser: SaxesParser): Claml {
  const claml: Claml = { classes: [], modifierClasses: [] };
  let current: ClamlClass | ClamlModifierClass | undefined;
  let rubric = '';
  let label: { language: string; text: string } | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    if (name === 'Class' || name === 'ModifierClass') current = openClass(claml, name, attributes, parser.line);
    else if (name === 'Rubric') rubric = attributes['kind'] ?? '';
    else if (name === 'Label') label = { language: (attributes['xml:lang'] ?? 'en').slice(0, 2), text: '' };
    else if (current && 'modifiedBy' in current) relate(current, name, attributes['code'] ?? '');
  });
  parser.on('text', (text) => {
    if (label) label.text += text;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'Class' || name === 'ModifierClass') current = undefined;
    if (name !== 'Label' || !label) return;
    if (current && rubric === 'preferred') current.texts[label.language] ??= label.text.replaceAll(/\s+/g, ' ').trim();
    label = undefined;
  });
  return claml;
}

function openClass(
  { classes, modifierClasses }: Claml,
  name: 'Class' | 'ModifierClass',
  { code = '', modifier = '' }: Record<string, string>,
  line: number,
): ClamlClass | ClamlModifierClass {
  if (name === 'ModifierClass') {
    const opened: ClamlModifierClass = { modifier, code, texts: {} };
    modifierClasses.push(opened);
    return opened;
  }
  const opened: ClamlClass = { code, line, texts: {}, modifiedBy: [], notModifiedBy: [] };
  classes.push(opened);
  return opened;
}

function relate(current: ClamlClass, name: string, code: string): void {
  if (name === 'SuperClass') current.parent = code;
  if (name === 'ModifiedBy') current.modifiedBy.push(code);
  if (name === 'ExcludeModifier') current.notModifiedBy.push(code);
}
