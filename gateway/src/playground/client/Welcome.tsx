import type { PlaygroundConfig } from './config.ts';
import { type PageLanguage, texts } from './texts.ts';

interface WelcomeProps {
  config: PlaygroundConfig;
  language: PageLanguage;
  onStory(name: string): void;
  onBlank(): void;
}

/** The first screen: what this is, what to do, and the stories. */
export function Welcome({ config, language, onStory, onBlank }: WelcomeProps) {
  const words = texts[language];
  return (
    <main id="content" className="wasl-page wasl-welcome">
      <h2>{words.welcome}</h2>
      <p>{config.scope === undefined ? words.welcomeWords : words.welcomeReal}</p>
      <ol className="wasl-steps">
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {config.stories.length > 0 && <h3>{words.stories}</h3>}
      <ul className="wasl-stories">
        {config.stories.map((story) => {
          const persona = config.personas.find(({ name }) => name === story.persona);
          return (
            <li key={story.name}>
              <button type="button" data-story={story.name} onClick={() => onStory(story.name)}>
                <strong>{language === 'ar' ? story.labelAr : story.labelEn}</strong>
                <span>{persona ? (language === 'ar' ? persona.labelAr : persona.labelEn) : words.nobody}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <p>
        <button type="button" id="blank" onClick={onBlank}>
          {words.blank}
        </button>{' '}
        {config.scope === undefined && <a href={`/reference/${language}.html`}>{words.reference}</a>}
      </p>
    </main>
  );
}
