const stringsAndComments = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#.*/g;
const subscription = /(?:^|[\s,}])subscription\b\s*(?:\w+\s*)?[({@]/;

/** Returns the document without what may look like code in it: its strings and comments. */
export function documentText(query: string): string {
  return query.replace(stringsAndComments, ' ');
}

export function isSubscription(text: string): boolean {
  return subscription.test(text);
}
