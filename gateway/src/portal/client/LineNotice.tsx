import { useLine } from './connection.ts';
import { useWords } from './words.tsx';

/** Says that the line is gone, what that means for what is shown and filled in, and that it is tried again. */
export function LineNotice() {
  const { say } = useWords();
  const { isDown, line } = useLine();
  return (
    <div role="status">
      {isDown && (
        <p className="line-gone">
          <strong>{say.lineGone}</strong> {say.lineGoneWords}{' '}
          <button type="button" onClick={() => line.retry()}>
            {say.again}
          </button>
        </p>
      )}
    </div>
  );
}
