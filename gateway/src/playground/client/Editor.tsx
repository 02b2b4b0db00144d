import 'graphiql/style.css';
import { GraphiQL } from 'graphiql';
import { pick, useGraphiQL } from '@graphiql/react';
import { type Fetcher } from '@graphiql/toolkit';
import type { GraphQLSchema } from 'graphql';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { setUpWorkers } from './assets.ts';
import { offerTyped, takeTyped, type Typed } from './carried.ts';
import { translateGraphiQL } from './graphiqlWords.ts';
import { type PageLanguage, texts } from './texts.ts';

setUpWorkers();

export interface EditorProps {
  fetcher: Fetcher;
  schema: GraphQLSchema | undefined;
  language: PageLanguage;
  /** What is put into the editors whenever `name` changes. */
  text: { name: string; query: string; variables: string };
  onReady(isReady: boolean): void;
}

/** GraphiQL, in the page's language. It loads after the first screen: its editors are megabytes. */
export default function Editor({ fetcher, schema, language, text, onReady }: EditorProps) {
  useEffect(() => (language === 'ar' ? translateGraphiQL(document.body) : undefined), [language]);
  const [carried] = useState(takeTyped);
  return (
    <GraphiQL
      fetcher={fetcher}
      schema={schema ?? null}
      initialQuery={carried?.query ?? text.query}
      initialVariables={carried?.variables ?? text.variables}
      initialHeaders={carried?.headers ?? ''}
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
      defaultEditorToolsVisibility="variables"
      storage={nothingKept}
      forcedTheme="light"
    >
      <GraphiQL.Logo>
        <span />
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <Bridge {...{ carried, text, language, onReady }} />
          </>
        )}
      </GraphiQL.Toolbar>
    </GraphiQL>
  );
}

/** Answers and variables are about people: nothing of them stays in the browser. */
const nothingKept = {
  getItem: () => null,
  setItem: () => undefined,
  removeItem: () => undefined,
  clear: () => undefined,
  length: 0,
};

type BridgeProps = Pick<EditorProps, 'text' | 'language' | 'onReady'> & { carried: Typed | undefined };

/**
 * Puts a story's text into the editors, or what was typed before the page loaded itself again; names them for screen readers, and lets Tab leave them.
 * Shows nothing itself.
 */
function Bridge({ carried, text, language, onReady }: BridgeProps) {
  const { queryEditor, variableEditor, headerEditor, responseEditor } = useGraphiQL(
    pick('queryEditor', 'variableEditor', 'headerEditor', 'responseEditor'),
  );
  const isCarried = useRef(carried !== undefined);
  const isReady = queryEditor !== undefined && variableEditor !== undefined && responseEditor !== undefined;
  const { name, query, variables } = text;

  useEffect(() => {
    if (!isReady) return;
    if (isCarried.current) {
      isCarried.current = false;
      return;
    }
    queryEditor.setValue(query);
    variableEditor.setValue(variables);
    responseEditor.setValue('');
    // Only another story takes the place of what was typed.
  }, [isReady, name]);

  useEffect(() => {
    if (!isReady) return undefined;
    offerTyped(() => ({
      query: queryEditor.getValue(),
      variables: variableEditor.getValue(),
      headers: headerEditor?.getValue() ?? '',
    }));
    return () => offerTyped(undefined);
  }, [isReady, queryEditor, variableEditor, headerEditor]);

  useEffect(() => {
    const words = texts[language];
    const labelled = [
      [queryEditor, words.queryEditor],
      [variableEditor, words.variablesEditor],
      [headerEditor, words.headersEditor],
      [responseEditor, words.responseEditor],
    ] as const;
    for (const [editor, ariaLabel] of labelled) editor?.updateOptions({ ariaLabel, contextmenu: false, tabIndex: 0 });
  }, [queryEditor, variableEditor, headerEditor, responseEditor, language]);

  useLayoutEffect(() => {
    onReady(isReady);
    return () => onReady(false);
  }, [isReady, onReady]);
  return null;
}
