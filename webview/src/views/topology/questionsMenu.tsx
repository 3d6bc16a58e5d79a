import type { ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Filter } from '../../state/filter.ts';
import { hasValue, toggleValue, withoutKeys } from '../../state/filterText.ts';
import type { GraphModel } from '../../state/graph.ts';
import { countOf } from '../../state/nodes.ts';
import { askAll, type Question } from '../../state/questions.ts';
import { Popover } from '../shared/popover.tsx';
import { Icon } from '../shared/text.tsx';

export interface QuestionsMenuProps {
  readonly graph: GraphModel;
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** What is declared against what is seen, as filters of one click. */
export function QuestionsMenu(props: QuestionsMenuProps): ComponentChild {
  const { graph, filter } = props;
  const questions = useMemo(() => askAll(graph.edges.values()), [graph.edges]);
  const isAsked = questions.some(({ id }) => hasValue(filter.text, 'is', id));
  return (
    <Popover
      icon="question"
      text="Questions"
      label="Compare what is declared with what is called"
      heading="Declared and called"
      isActive={isAsked}
      testId="questions-menu"
    >
      {() => (
        <ul class="questions">
          {questions.map((question) => (
            <QuestionLine key={question.id} question={question} {...props} />
          ))}
        </ul>
      )}
    </Popover>
  );
}

function QuestionLine(props: QuestionsMenuProps & { readonly question: Question }): ComponentChild {
  const { question, filter, onChange } = props;
  const isAsked = hasValue(filter.text, 'is', question.id);
  const without = withoutKeys(filter.text, ['is', 'edge']);
  return (
    <li data-testid="question" data-question={question.id}>
      <button
        type="button"
        class="question"
        aria-pressed={isAsked}
        disabled={question.unanswerable !== undefined && !isAsked}
        onClick={() =>
          onChange({ ...filter, text: isAsked ? without : toggleValue(without, 'is', question.id) })
        }
      >
        <strong>{question.title}</strong>
        <span class="question-count">
          {question.unanswerable === undefined ? countOf(question.edges.length, 'edge') : 'unknown'}
        </span>
      </button>
      <p class="muted">{question.meaning}</p>
      {question.unanswerable !== undefined && (
        <p class="unanswerable">
          <Icon name="info" /> {question.unanswerable}
        </p>
      )}
    </li>
  );
}
