// What has been typed and chosen in a view, kept while the view is open, however often the app updates it.

const kept = new Map();

export function viewValues(view) {
  if (!kept.has(view.id)) kept.set(view.id, new Map());
  const mine = kept.get(view.id);
  const key = (block, one) => `${block.block_id}\n${one.action_id}\n${one.type}`;
  return {
    get: (block, one) => mine.get(key(block, one)),
    set: (block, one, value) => mine.set(key(block, one), value),
    // Only for the inputs that the view has now.
    all(now) {
      const values = {};
      for (const block of now.blocks) {
        for (const one of [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])]) {
          if (one && mine.has(key(block, one))) (values[block.block_id] ??= {})[one.action_id] = mine.get(key(block, one));
        }
      }
      return values;
    },
  };
}

export function forget(viewIds) {
  for (const id of viewIds) kept.delete(id);
}
