// SPDX-License-Identifier: Apache-2.0
// Gives a text to another app of the phone; where the browser cannot, into the clipboard. True where
// it was copied and a person should be told.
export async function shareText(title: string, text: string): Promise<boolean> {
  try {
    if (navigator.share) {
      await navigator.share({ title, text });
      return false;
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return false;
  }
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
