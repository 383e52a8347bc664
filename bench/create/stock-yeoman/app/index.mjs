import Generator from "yeoman-generator";

/** Renders the files in its templates folder. */
export default class extends Generator {
  writing() {
    const globOptions = { dot: true };
    this.fs.copyTpl(this.templatePath("**"), this.destinationPath(this.args[0]), {}, {}, { globOptions });
  }
}
