/** Put behind a `Plugins:` key that was not there, so that removing the last entry can take the key with it. */
export const ADDED_MARK = "# added by laniakea-plugin register";
/** Put before a written-out null, which a list cannot stand beside; removing the last entry takes it away again. */
export const WAS_MARK = "# was: ";
export const WAS_NULL = /# was: (?=(?:~|null|Null|NULL)(?:[ \t\r\n#]|$))/;
