/** Tells `note` what became of `work`: `success`, or the code of its error. Settles as `work` does. */
export async function noteOutcome<Answer>(work: Promise<Answer>, note: (outcome: string) => void): Promise<Answer> {
  try {
    const answer = await work;
    note('success');
    return answer;
  } catch (error) {
    note(error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unexpected');
    throw error;
  }
}
