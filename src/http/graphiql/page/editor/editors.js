/**
 * The texts of the tab that is shown. GraphiQL has one model for each, and changes what is in it.
 */
export class Editors {
  get query() {
    return model('operation.graphql')?.getValue() ?? '';
  }

  set query(text) {
    write('operation.graphql', text);
  }

  get variablesText() {
    return model('variables.json')?.getValue() ?? '';
  }

  set variablesText(text) {
    write('variables.json', text);
  }

  /**
   * The variables; undefined while they are no JSON.
   *
   * @returns {Record<string, unknown> | undefined}
   */
  get variables() {
    try {
      const value = JSON.parse(this.variablesText || '{}');
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  setVariable(name, value) {
    this.variablesText = JSON.stringify({ ...this.variables, [name]: value }, null, 2);
  }

  /** The result of a query that the tab shows. */
  clearResult() {
    write('response.json', '');
  }

  focus() {
    queryEditors()[0]?.focus();
  }

  /** Puts the cursor into the query as soon as there is an editor, unless the user is elsewhere. */
  focusWhenReady() {
    const { dispose } = window.monaco.editor.onDidCreateEditor(() => {
      // The editor is not in the page yet.
      requestAnimationFrame(() => {
        const [editor] = queryEditors();
        if (editor === undefined) return;
        dispose();
        if (document.activeElement === document.body) editor.focus();
      });
    });
  }
}

function queryEditors() {
  const { editor } = window.monaco;
  return editor.getEditors().filter((one) => one.getContainerDomNode().closest('.graphiql-query-editor') !== null);
}

/** @param {string} name */
function model(name) {
  return window.monaco.editor.getModels().find(({ uri }) => uri.path.endsWith(name));
}

/**
 * Replaces a text, so that the user can undo it.
 *
 * @param {string} name
 * @param {string} text
 */
function write(name, text) {
  const found = model(name);
  if (found === undefined) return;
  found.pushEditOperations([], [{ range: found.getFullModelRange(), text }], () => null);
}
