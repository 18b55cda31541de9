"""What `labs open` asks of JupyterLab, over the reader's own settings and only while the labs are open."""

import os

c = get_config()  # noqa: F821  (JupyterLab puts it here when it reads the file)

c.ServerApp.answer_yes = True  # Ctrl-C ends it without a question
# The address with the token that JupyterLab made up is shown at any level; with a token of one's own only as information.
c.ServerApp.log_level = "INFO" if os.environ.get("JUPYTER_TOKEN") else "WARN"
c.LabApp.log_level = "WARN"
# The instructor's tools find nothing in my_labs/ and would only complain there. `labconfig/page_config.json` takes the
# same out of the page, and the question about news on the first start.
c.ServerApp.jpserver_extensions = {
    "jupyterlab_jupytext": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.validate_assignment": False,
}
