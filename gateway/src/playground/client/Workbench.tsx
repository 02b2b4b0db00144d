import { useEffect, useMemo, useState } from 'react';
import Editor from './Editor.tsx';
import type { WorkbenchProps } from './Playground.tsx';
import { readSchema, schemaIn, SchemaRefused, type ToldSchema } from './schema.ts';
import { type Answered, createStoryFetcher } from './storyFetcher.ts';
import { texts } from './texts.ts';
import { Why } from './Why.tsx';

/** The editor, and beside it why its answers are as they are. */
export default function Workbench(props: WorkbenchProps) {
  const { config, language, session, story, purpose, text, onExpired } = props;
  const [answered, setAnswered] = useState<Answered>();
  const [isReady, setReady] = useState(false);
  const [told, setTold] = useState<ToldSchema>();
  const [refusal, setRefusal] = useState<number>();
  const words = texts[language];

  useEffect(() => setAnswered(undefined), [story]);
  useEffect(() => {
    let isWanted = true;
    const read = async () => {
      try {
        const schema = await readSchema(session);
        if (isWanted) setTold(schema);
        if (isWanted) setRefusal(undefined);
      } catch (error) {
        if (isWanted) setRefusal(error instanceof SchemaRefused ? error.status : 0);
      }
    };
    void read();
    return () => void (isWanted = false);
  }, [session]);
  const schema = useMemo(() => told && schemaIn(language, told), [told, language]);
  const fetcher = useMemo(
    () => createStoryFetcher({ config, story, language, session, purpose, onAnswer: setAnswered, onExpired }),
    [config, story, language, session, purpose],
  );

  return (
    <main id="content" className="wasl-work">
      {refusal !== undefined && (
        <p role="alert" className="wasl-page wasl-alert">
          {refusal === 401 ? words.signInFirst : refusal === 403 ? words.forbidden : words.schemaFailed}
        </p>
      )}
      <div
        dir="ltr"
        className="wasl-editor"
        // Monaco would write a tab: the key never reaches it, and moves the focus as elsewhere.
        onKeyDownCapture={(event) => event.key === 'Tab' && event.stopPropagation()}
        data-ready={isReady || undefined}
        data-schema={schema && language}
      >
        <Editor {...{ fetcher, schema, language, text }} onReady={setReady} />
      </div>
      <Why answered={answered} language={language} />
    </main>
  );
}
