// Classes that may be called without `new`.

/** A class that may be called with and without `new`. */
export type Callable<C extends new (...args: never[]) => unknown> = C &
  ((...args: ConstructorParameters<C>) => InstanceType<C>);

/** `type`, callable with and without `new`; `instanceof` and statics work as before. */
export const callable = <C extends new (...args: never[]) => unknown>(type: C): Callable<C> =>
  new Proxy(type, {
    apply: (target, _this, args) => Reflect.construct(target, args) as unknown,
  }) as Callable<C>;
