import { Component, type ComponentChildren, type ComponentType, createElement } from 'preact';

/** A component that renders again only when one of its props is another value. */
export function memo<Props extends object>(inner: ComponentType<Props>): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      return differ(this.props, next) || differ(next, this.props);
    }

    override render(): ComponentChildren {
      return createElement(inner, this.props);
    }
  };
}

function differ<T extends object>(one: T, other: T): boolean {
  for (const name in one) {
    if (one[name] !== other[name]) {
      return true;
    }
  }
  return false;
}
