# `make serve` and `make test` set up all they need; everything else here is for developers.
PORT   ?= 8000
EXTRAS ?=
# Options for what a target runs, such as ARGS="--limit 20".
ARGS   ?=

# Where the public data sets lie.
DATA   ?= ../shared/data

VENV := .venv
# On Windows, make needs a POSIX shell such as Git's bash.
ifeq ($(OS),Windows_NT)
PYTHON ?= python
BIN    := $(VENV)/Scripts
EXE    := .exe
else
PYTHON ?= python3
BIN    := $(VENV)/bin
EXE    :=
endif
PIP  := $(BIN)/python -m pip install --quiet --disable-pip-version-check
comma := ,
RUNTIME := $(if $(EXTRAS),.[$(EXTRAS)],.)
RUNTIME_STAMP := $(VENV)/.runtime$(subst $(comma),-,$(EXTRAS))

export HF_HUB_OFFLINE ?= 1

.PHONY: serve test test-long exhaustive eval eval-readers bench bench-scale tune train-reader train-late-interaction compare-late-interaction codebooks calibrate screenshots examples lint format lock clean

serve: $(RUNTIME_STAMP)
	$(BIN)/brief-rag index
	$(BIN)/brief-rag serve --port $(PORT)

# By two processes, which take tests from one another; 2 GB of memory each.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

# Those that start servers, run every command and target, or read much: uploads and jobs, libraries on
# Milvus, damaged indexes. With the tests above they are all that a change must pass.
test-long: $(VENV)/.dev
	timeout 3600 $(BIN)/python -m pytest -m long -n 2 --dist worksteal $(ARGS)

# Ask every question of every data set, and compare each sentence of the answers with the text.
exhaustive: $(VENV)/.dev
	timeout 1800 $(BIN)/python -m pytest -m exhaustive $(ARGS)

# DATASET="squad:../shared/data/xquad/xquad.en.json" judges another set; GATE=1 fails below the bounds.
eval: $(VENV)/.dev
	$(BIN)/brief-rag eval --in-pytorch $(addprefix --dataset ,$(DATASET)) $(if $(GATE),--gate) $(ARGS)

# What is read of files in FILES that have their expected text beside them, and what the other readers
# read that are installed (pip install markitdown mammoth trafilatura docling pypdf pdfplumber), here or
# for the Python of another environment: READERS=../readers/bin/python. Then documents of known
# structure are made from the articles in DATA, printed and written by Chromium, LaTeX and LibreOffice,
# as far as the machine has them, and PDFs of up to 1,000 pages of them. Last, the bundled brief is
# asked its questions as a text, a web page, a Word document and a PDF.
FILES ?= $(DATA)/files
WITH_SQUAD = $(and $(wildcard $(FILES)/olmocr-bench),$(wildcard $(DATA)/squad2))
eval-readers: $(VENV)/.dev
	$(BIN)/python -m evals.readers_report $(FILES) $(if $(READERS),--python $(READERS)) $(ARGS)
	$(if $(wildcard $(FILES)/olmocr-bench),$(BIN)/python -m evals.pdf_checks $(FILES)/olmocr-bench $(if $(READERS),--python $(READERS)))
	$(if $(WITH_SQUAD),$(BIN)/python -m evals.made_report $(DATA))
	$(if $(WITH_SQUAD),$(BIN)/python -m evals.long_pdfs $(DATA)/squad2/dev.json)
	$(if $(wildcard $(FILES)/olmocr-bench),$(BIN)/python -m evals.formats_report)

# Speed, memory and size beside LangChain, FAISS and sentence-transformers; about five minutes.
# ARGS=--without-reader leaves the reader out. AVX2=1 keeps both sides to what most laptops have, on
# a processor that has AVX-512.
AVX2_ALONE := OV_CPU_MAX_ISA=AVX2 ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 \
	MKL_ENABLE_INSTRUCTIONS=AVX2 OPENBLAS_CORETYPE=Haswell FAISS_OPT_LEVEL=AVX2 \
	NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL"
bench: $(VENV)/.dev
	$(PIP) -c requirements.lock langchain-community
	$(if $(AVX2),$(AVX2_ALONE)) $(BIN)/python -m bench $(ARGS)

# How building, size and search grow with the passages, on made documents.
# ARGS="100000 1000000" measures other sizes; MILVUS=1 the stores on Milvus Lite and on a server.
bench-scale: $(VENV)/.dev
	$(BIN)/python -m bench.scale$(if $(MILVUS),_milvus) $(ARGS)

# Pictures of the chat page, from the real server, to docs/; needs Debian's Chromium.
screenshots: $(VENV)/.dev
	$(BIN)/brief-rag index
	$(BIN)/python -m tests.api.page.screenshots $(ARGS)

# Print the examples of README.md and docs/ anew; a test compares them.
PAGES ?= README.md $(wildcard docs/*.md)
examples: $(VENV)/.dev
	$(BIN)/brief-rag index
	$(BIN)/python docs/print_examples.py $(PAGES)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/actionlint .github/workflows/*.yml

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# On Linux: resolve every dependency anew and write down what was installed.
lock:
	rm -rf $(VENV)-lock && $(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet -e ".[dev]"
	$(VENV)-lock/bin/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' > requirements.lock
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) .brief-rag

$(BIN)/python$(EXE):
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME_STAMP): pyproject.toml requirements.lock | $(BIN)/python$(EXE)
	$(PIP) -c requirements.lock -e "$(RUNTIME)"
	touch $@

$(VENV)/.dev: pyproject.toml requirements.lock | $(BIN)/python$(EXE)
	$(PIP) -c requirements.lock -e ".[dev]"
	touch $@

# Cross-validated choice of the ranking constants, and the ablation table; some minutes.
tune: $(VENV)/.dev
	$(BIN)/python -m evals.tune $(DATASET) $(ARGS)

# Train the reader from the default model's weights, and write its adapter; hours on two cores. A run
# that was stopped goes on where it was.
train-reader: $(VENV)/.dev
	$(BIN)/python -m evals.training $(DATA) $(ARGS)

# An experiment: adapt the default model's token vectors to late interaction, and set the product with
# them beside the product as it is (docs/evaluation.md); 40 minutes of one core.
train-late-interaction: $(VENV)/.dev
	$(BIN)/python -m evals.training.late_interaction $(DATA) $(ARGS)

# ADAPTERS="FILE.safetensors:STRENGTH ..." as the training wrote them.
compare-late-interaction: $(VENV)/.dev
	$(BIN)/python -m evals.training.late_interaction.compare $(DATA) $(ADAPTERS) $(ARGS)

# Train the codebooks of token vectors anew, on rag/models/codebooks/sample.txt; minutes.
codebooks: $(VENV)/.dev
	$(BIN)/python -m evals.codebooks $(ARGS)

# Fit the confidence of answers anew on the data sets in DATA, and write rag/answer/calibration.json.
calibrate: $(VENV)/.dev
	$(BIN)/python -m evals.calibrate $(DATA) $(ARGS)
