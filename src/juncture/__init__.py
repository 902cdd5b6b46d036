import os

# The matrices of one community are small: several threads that wait for each other take more of the processor than
# one that does the work, and pages are answered beside it. Said before NumPy is first imported; an operator's own
# setting stays.
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")
