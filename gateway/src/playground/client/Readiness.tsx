import { useEditorContext } from '@graphiql/react';
import { useLayoutEffect } from 'react';

/**
 * Tells when GraphiQL can run an operation: its editors load after its buttons are shown, and until then a press on "run"
 * does nothing. Shows nothing itself.
 */
export function Readiness({ onChange }: { onChange(isReady: boolean): void }) {
  const { queryEditor, variableEditor, responseEditor } = useEditorContext({ nonNull: true });
  const isReady = queryEditor !== null && variableEditor !== null && responseEditor !== null;
  useLayoutEffect(() => {
    onChange(isReady);
    return () => onChange(false);
  }, [isReady, onChange]);
  return null;
}
