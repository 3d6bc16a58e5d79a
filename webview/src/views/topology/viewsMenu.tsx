import type { ComponentChild, ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { SavedView, SavedViews } from '../../../../protocol/views.ts';
import {
  isFull,
  isSameContent,
  longestViewName,
  mostViews,
  removeView,
  renameView,
  toggleDefault,
} from '../../state/savedViews.ts';
import { viewContent } from '../../state/commands.ts';
import type { TopologyState } from '../../state/topologyState.ts';
import { displayText } from '../../text/displayText.ts';
import type { TopologySession } from '../../topologySession.ts';
import { Popover } from '../shared/popover.tsx';
import { Icon, IconButton, Text } from '../shared/text.tsx';

export interface ViewsMenuProps {
  readonly state: TopologyState;
  readonly session: TopologySession;
}

/** The saved views: save, switch, rename, remove, and the one to begin with. */
export function ViewsMenu(props: ViewsMenuProps): ComponentChild {
  const { state } = props;
  const current = state.saved.views.find(({ id }) => id === state.viewId);
  const isChanged = current !== undefined && !isSameContent(current, viewContent(state));
  const wish = state.prompt?.part === 'filter' ? undefined : state.prompt;
  return (
    <Popover
      icon="bookmark"
      text={
        current === undefined
          ? 'Views'
          : `${displayText(current.name, { max: 24 })}${isChanged ? ' *' : ''}`
      }
      label={
        current === undefined
          ? 'Saved views (v)'
          : `Saved views (v): ${displayText(current.name)}${isChanged ? ', changed since' : ''}`
      }
      heading="Saved views"
      isActive={current !== undefined}
      testId="views-menu"
      openFor={wish}
    >
      {(close) => <Views {...props} close={close} />}
    </Popover>
  );
}

interface ViewsProps extends ViewsMenuProps {
  readonly close: () => void;
}

function Views(props: ViewsProps): ComponentChild {
  const { state, session } = props;
  const [renamed, setRenamed] = useState<string | undefined>(undefined);
  return (
    <>
      {state.saved.views.length === 0 ? (
        <p class="muted">
          A view keeps the filter, what is hidden, the focus and the place of the map. Give this one
          a name to come back to it.
        </p>
      ) : (
        <ul class="views" aria-label="Saved views">
          <li>
            <ViewButton
              isCurrent={state.viewId === undefined}
              onClick={() => apply(undefined, props)}
            >
              Everything
            </ViewButton>
          </li>
          {state.saved.views.map((view) => (
            <ViewLine
              key={view.id}
              {...props}
              view={view}
              isRenamed={renamed === view.id}
              onRename={(isRenamed) => setRenamed(isRenamed ? view.id : undefined)}
            />
          ))}
        </ul>
      )}
      <NameForm
        label="Save what is shown as"
        action="Save"
        initial=""
        refusal={(name) => (isFull(state.saved, name) ? fullText : undefined)}
        onDone={(name) => session.saveView(name)}
      />
    </>
  );
}

const fullText = `There are ${mostViews} views, and no more are kept: delete one, or save under the name of one.`;

interface ViewLineProps extends ViewsProps {
  readonly view: SavedView;
  readonly isRenamed: boolean;
  readonly onRename: (isRenamed: boolean) => void;
}

function ViewLine(props: ViewLineProps): ComponentChild {
  const { state, session, view, onRename } = props;
  const isDefault = state.saved.defaultId === view.id;
  const store = (saved: SavedViews): void => session.storeViews(saved);
  if (props.isRenamed) {
    return (
      <li>
        <NameForm
          label={`New name of ${displayText(view.name)}`}
          action="Rename"
          initial={view.name}
          onDone={(name) => {
            store(renameView(state.saved, view.id, name));
            onRename(false);
          }}
        />
      </li>
    );
  }
  const name = displayText(view.name);
  return (
    <li data-testid="saved-view" data-name={view.name}>
      <ViewButton isCurrent={state.viewId === view.id} onClick={() => apply(view.id, props)}>
        <Text value={view.name} max={longestViewName} />
        {isDefault && <span class="pill">default</span>}
      </ViewButton>
      <IconButton
        icon={isDefault ? 'star-full' : 'star-empty'}
        label={isDefault ? `Begin with everything, not with ${name}` : `Begin with ${name}`}
        pressed={isDefault}
        onClick={() => store(toggleDefault(state.saved, view.id))}
      />
      <IconButton
        icon="save"
        label={`Save what is shown as ${name}`}
        onClick={() => session.saveView(view.name)}
      />
      <IconButton icon="edit" label={`Rename ${name}`} onClick={() => onRename(true)} />
      <IconButton
        icon="trash"
        label={`Delete ${name}`}
        onClick={() => store(removeView(state.saved, view.id))}
      />
    </li>
  );
}

function ViewButton(props: {
  readonly isCurrent: boolean;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}): ComponentChild {
  return (
    <button
      type="button"
      class="view-button"
      aria-current={props.isCurrent}
      onClick={props.onClick}
    >
      <Icon name={props.isCurrent ? 'check' : 'blank'} />
      {props.children}
    </button>
  );
}

function apply(id: string | undefined, { session, close }: ViewsProps): void {
  session.store.dispatch({ type: 'applyView', id });
  close();
}

function NameForm(props: {
  readonly label: string;
  readonly action: string;
  readonly initial: string;
  /** Why a name can't be taken now. */
  readonly refusal?: (name: string) => string | undefined;
  readonly onDone: (name: string) => void;
}): ComponentChild {
  const [name, setName] = useState(props.initial);
  const refusal = name.trim() === '' ? undefined : props.refusal?.(name);
  return (
    <form
      class="name-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '' && refusal === undefined) {
          props.onDone(name);
          setName('');
        }
      }}
    >
      {/* Above the field: below it, the menu would have to be scrolled. */}
      {refusal !== undefined && (
        <p class="muted" role="status">
          {refusal}
        </p>
      )}
      <input
        type="text"
        value={name}
        maxLength={longestViewName}
        placeholder={props.label}
        aria-label={props.label}
        data-autofocus
        data-testid="view-name"
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button
        type="submit"
        class="button small"
        disabled={name.trim() === '' || refusal !== undefined}
      >
        {props.action}
      </button>
    </form>
  );
}
